// Suggestions under a line, from the same completion as the admin's own selects: a region by
// name, pinyin or code; topics one after the other.
import { $, el, say, t } from "./page.js";
import { form } from "./board.js";

const SEPARATORS = /[、，,；;]/;
const MODELS = { region: "item", tag: "itemtopic" };

export function complete(input) {
  const field = input.dataset.complete;
  const many = field === "tag";
  const box = el("ul", { className: "found", id: "found-list", role: "listbox", hidden: true });
  box.ariaLabel = t("choices");
  let chosen = -1;
  let timer = 0;
  let asked = 0;

  const term = () => (many ? input.value.split(SEPARATORS).at(-1) : input.value).trim();
  const options = () => [...box.children];

  function shut() {
    clearTimeout(timer);
    asked += 1; // an answer on its way comes too late
    box.hidden = true;
    box.remove();
    chosen = -1;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  }

  function take(text) {
    const before = many ? input.value.slice(0, input.value.length - term().length).trimEnd() : "";
    input.value = before + text;
    shut();
    input.dispatchEvent(new Event("input"));
    input.focus();
  }

  function choose(number) {
    chosen = (number + options().length) % options().length;
    options().forEach((option, n) => (option.ariaSelected = String(n === chosen)));
    input.setAttribute("aria-activedescendant", options()[chosen].id);
    options()[chosen].scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const mine = (asked += 1);
    const query = new URLSearchParams({
      app_label: "issues",
      model_name: MODELS[field],
      field_name: field,
      term: term(),
    });
    const answer = await fetch(`${form.dataset.complete}?${query}`).catch(() => null);
    // Without a line, or signed out, there is nothing to suggest; the save says so.
    if (!answer?.ok || answer.redirected || mine !== asked) return;
    const { results } = await answer.json();
    if (mine !== asked || document.activeElement !== input) return;
    const found = results.slice(0, 8).map(({ text }, n) => {
      const option = el("li", { id: `found-${n}`, role: "option", textContent: text });
      option.ariaSelected = "false";
      option.onpointerdown = (event) => event.preventDefault();
      option.onclick = () => take(text);
      return option;
    });
    box.replaceChildren(...found);
    if (!found.length) return shut();
    input.after(box);
    box.hidden = false;
    box.style.left = `${input.offsetLeft}px`;
    box.style.top = `${input.offsetTop + input.offsetHeight}px`;
    chosen = -1;
    input.ariaExpanded = "true";
    // A region is one of the list; a topic may be new.
    if (!many) choose(0);
    say(t("choices_found", found.length));
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isTrusted || !term()) return shut();
    timer = setTimeout(look, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || box.hidden) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) choose(chosen < 0 && by < 0 ? -1 : chosen + by);
    else if (event.key === "Enter" && !event.ctrlKey && chosen >= 0) take(options()[chosen].textContent);
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", shut);
}
