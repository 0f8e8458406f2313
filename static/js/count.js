// Says how long a text is, spaces not counted.
for (const field of document.querySelectorAll("[data-count]")) {
  const count = document.createElement("span");
  count.className = "count";
  const write = () => {
    const length = [...field.value.replace(/\s/g, "")].length;
    count.textContent = field.dataset.count.replace("%s", length);
  };
  field.after(count);
  field.addEventListener("input", write);
  write();
}
