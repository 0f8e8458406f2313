// A line of topics becomes the admin's completing select. The line stays in the form and is
// what is sent; names that are new are allowed and are put last in the list.
const $ = window.django.jQuery;

function split(line) {
  const names = [line.value];
  const parts = [...line.dataset.separators].reduce(
    (all, mark) => all.flatMap((name) => name.split(mark)),
    names,
  );
  return parts.map((name) => name.trim()).filter(Boolean);
}

function enhance(line) {
  const label = document.querySelector(`label[for="${line.id}"]`);
  const name = label.textContent.trim().replace(/[:：]$/, "");
  const select = document.createElement("select");
  select.id = `${line.id}_select`;
  select.multiple = true;
  select.append(...split(line).map((text) => new Option(text, text, true, true)));
  line.before(select);
  line.type = "hidden";
  label.htmlFor = select.id;

  const $select = $(select).select2({
    theme: "admin-autocomplete",
    width: "100%",
    language: line.dataset.language,
    tags: true,
    tokenSeparators: [...line.dataset.separators],
    ajax: {
      url: line.dataset.topics,
      delay: 150,
      cache: true,
      data: ({ term, page }) => ({ term, page }),
      processResults: ({ results, pagination }) => ({
        results: results.map(({ text }) => ({ id: text, text })),
        pagination,
      }),
    },
    createTag: ({ term }) => {
      const text = (term || "").trim();
      return text ? { id: text, text, fresh: true } : null;
    },
    insertTag: (found, tag) => found.push(tag),
    templateResult: ({ text, fresh }) => (fresh ? line.dataset.new.replace("%s", text) : text),
  });
  const widget = $select.data("select2");
  const field = () => widget.$selection[0].querySelector(".select2-search__field");

  const write = () => {
    line.value = [...select.selectedOptions].map((option) => option.value).join("、");
    widget.$selection.attr("aria-label", name);
    field()?.setAttribute("aria-label", name);
  };
  $select.on("select2:select", ({ params }) => {
    select.append(params.data.element); // the order of choosing
    $select.trigger("change");
  });
  $select.on("change", write);
  widget.on("query", (params) => {
    widget.results.clear();
    widget.results.showLoading(params);
  });
  line.addEventListener("topics:add", ({ detail }) => {
    if (![...select.selectedOptions].some((option) => option.value === detail)) {
      select.append(new Option(detail, detail, true, true));
      $select.trigger("change");
    }
  });
  label.addEventListener("click", (event) => {
    event.preventDefault();
    field().focus();
  });
  write();
}

$(() => document.querySelectorAll("[data-topics]").forEach(enhance));
