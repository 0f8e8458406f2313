// Suggested regions and topics can be taken with a click.
const $ = window.django.jQuery;

function take(target, value, label) {
  if (target.matches("select")) {
    if (![...target.options].some((option) => option.value === value)) {
      target.append(new Option(label, value));
    }
    target.value = value;
    $(target).trigger("change");
  } else {
    target.dispatchEvent(new CustomEvent("topics:add", { detail: value }));
  }
}

for (const list of document.querySelectorAll("[data-suggest]")) {
  for (const word of list.querySelectorAll("[data-value]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = word.textContent;
    button.addEventListener("click", () => {
      const { value, label } = word.dataset;
      take(document.getElementById(list.dataset.suggest), value, label ?? value);
    });
    word.replaceWith(button);
  }
}
