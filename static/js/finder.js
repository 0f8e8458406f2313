// The admin's completing selects: named for screen readers, opened by typing, and never
// choosing a row that was found for an earlier text.
const $ = window.django.jQuery;

export function tend(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const widget = $(select).data("select2");
  const box = widget.$selection[0];
  label.id ||= `${select.id}_label`;
  const shown = box.querySelector(".select2-selection__rendered");
  shown.id ||= `${select.id}_shown`;
  box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  shown.setAttribute("aria-labelledby", label.id);
  widget.$results[0].setAttribute("aria-labelledby", label.id);
  label.addEventListener("click", (event) => {
    event.preventDefault();
    box.focus();
  });

  widget.on("query", (params) => {
    widget.results.clear();
    widget.results.showLoading(params);
  });
  $(select).on("select2:open", () => {
    const field = document.querySelector(".select2-container--open .select2-search__field");
    field.setAttribute("aria-label", label.textContent.trim().replace(/[:：]$/, ""));
    field.focus();
  });
  box.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const typing = event.key.length === 1 && event.key !== " ";
    if (plain && (typing || event.isComposing || event.keyCode === 229) && !widget.isOpen()) {
      $(select).select2("open");
    }
  });
}

// After the admin's own script, which waits for the same moment.
$(() => document.querySelectorAll("select.admin-autocomplete").forEach(tend));
