// Two texts side by side: choosing a word's side writes the merged text at once. Without scripts
// the radio buttons decide.
import { $, $$, el, length, say, t } from "./page.js";

function marks(side) {
  return new Map($$("mark", side).map((mark) => [mark.dataset.k, mark]));
}

// A mark becomes a button that chooses its side.
function chip(mark, side, run) {
  const button = el("button", { type: "button", className: "w", textContent: mark.textContent });
  button.dataset.k = mark.dataset.k;
  button.dataset.text = "none" in mark.dataset ? "" : mark.textContent;
  if ("none" in mark.dataset) button.ariaLabel = t("nothing_here");
  button.title = t(side === "mine" ? "use_mine" : "use_theirs");
  button.onclick = run;
  mark.replaceWith(button);
  return button;
}

function merge(field) {
  const out = $(".res textarea", field);
  const hint = $(".hint", field);
  const radio = (value) => $(`[type=radio][value=${value}]`, field);
  const sides = { mine: $(".mine p", field), theirs: $(".theirs p", field) };
  const choice = new Map([...marks(sides.mine).keys()].map((key) => [key, "mine"]));
  const chips = { mine: new Map(), theirs: new Map() };

  const count = () => (hint.textContent = t("characters", length(out.value)));
  function press() {
    for (const [side, all] of Object.entries(chips)) {
      for (const [key, button] of all) button.ariaPressed = String(choice.get(key) === side);
    }
  }
  function write() {
    press();
    const text = (node) =>
      node.dataset ? chips[choice.get(node.dataset.k)].get(node.dataset.k).dataset.text : node.textContent;
    out.value = [...sides.mine.childNodes].map(text).join("");
    count();
  }
  for (const [side, paragraph] of Object.entries(sides)) {
    for (const [key, mark] of marks(paragraph)) {
      const button = chip(mark, side, () => {
        choice.set(key, side);
        radio("merge").checked = true;
        write();
        say(`${button.title}：${button.textContent}`);
      });
      chips[side].set(key, button);
    }
  }
  for (const side of ["mine", "theirs"]) {
    radio(side).onchange = () => {
      for (const key of choice.keys()) choice.set(key, side);
      write();
    };
  }
  radio("merge").onchange = () => out.focus();
  out.addEventListener("input", () => {
    count();
    radio("merge").checked = true;
  });
  // What the page came with stays: it may be what was merged before the last save in between.
  press();
  count();
}

for (const field of $$(".diff:has(.res)")) merge(field);
