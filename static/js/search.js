// The key "/" leads to the search box, unless something is being typed.
const box = document.querySelector(".find input[type=search]");
const TYPING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
  if (box && event.key === "/" && plain && !event.target.closest(TYPING)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});
