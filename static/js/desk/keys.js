// The keyboard. One tab stop for each list; inside it the arrows walk, Alt with arrows moves.
import { $, $$, composing, el, say, store, t } from "./page.js";
import { form, lists, move, moveAll, picked, place, rows, titleOf, undo, where } from "./board.js";
import { close, commit, next, open } from "./edit.js";
import { into } from "./reject.js";
import { save } from "./save.js";

const SINGLE = "newsroom:single-keys";
const help = $("#help");
let grabbed = null;

const all = () => lists.flatMap((list) => (list.closest("details:not([open])") ? [] : rows(list)));
const sections = () => lists.filter((list) => list.closest(".sect"));

export function focusRow(row) {
  if (!row) return;
  for (const other of row.parentElement.children) $(".t", other).tabIndex = -1;
  $(".t", row).tabIndex = 0;
  $(".t", row).focus();
}

export function stops() {
  for (const list of lists) {
    const titles = rows(list).map((li) => $(".t", li));
    const live = titles.find((title) => title.tabIndex === 0 && title.dataset.stop) ?? titles[0];
    for (const title of titles) {
      title.tabIndex = title === live ? 0 : -1;
      title.dataset.stop = 1;
    }
    for (const part of $$(".grip, .b button, .m a, input[name=pick]", list)) part.tabIndex = -1;
  }
}

form.addEventListener("focusin", (event) => {
  for (const li of $$(".cur", form)) li.classList.remove("cur");
  event.target.closest(".rows > li")?.classList.add("cur");
});

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const typing = event.target.closest("textarea, select, input:not([type=checkbox])");
  if (ctrl && event.code === "KeyS") {
    event.preventDefault();
    return save();
  }
  if (ctrl && event.code === "KeyZ" && !event.shiftKey && !typing) {
    event.preventDefault();
    return undo();
  }
  const row = event.target.closest(".rows > li");
  if (event.target.closest(".edit")) return inEdit(event, row, ctrl);
  if (typing || ctrl || $("dialog[open], .menu")) return;
  if (row) return onRow(event, row);
  if (singles()) anywhere(event);
});

// With a Chinese input method the keys of ? and / give ？ and 、.
function anywhere(event) {
  if ("?？".includes(event.key)) return showHelp(event);
  if (!"/、".includes(event.key)) return;
  event.preventDefault();
  $("#find").focus();
}

function inEdit(event, row, ctrl) {
  if (event.key === "Escape") {
    event.preventDefault();
    close();
    focusRow(row);
  } else if (event.key === "Enter" && ctrl && event.shiftKey) {
    event.preventDefault();
    next();
  } else if (event.key === "Enter" && (ctrl || event.target.matches("input, .line"))) {
    event.preventDefault();
    commit();
    focusRow(row);
  }
}

function onRow(event, row) {
  const done = () => event.preventDefault();
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (grabbed && !step && ![" ", "Enter", "Escape"].includes(event.key)) return done();
  if (step && (event.altKey || grabbed)) {
    done();
    return shift(row, step);
  }
  if (step) {
    done();
    return focusRow(all()[all().indexOf(row) + step]);
  }
  if (grabbed) {
    done();
    return drop(event.key === "Escape");
  }
  if (event.target.matches(".grip") && " Enter".includes(event.key)) {
    done();
    return grab(row);
  }
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    done();
    return along(row, event);
  }
  if (event.altKey || event.target.closest(".b, .grip, .m")) return;
  if (onTitle(event, row)) return done();
  if (singles()) onLetter(event, row);
}

function onTitle(event, row) {
  if (!event.target.matches(".t")) return false;
  const run = { Enter: open, " ": pick }[event.key];
  run?.(row);
  return !!run;
}

function onLetter(event, row) {
  const list = row.parentElement;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (digit) {
    const target = digit === "0" ? place("pool") : sections()[digit - 1];
    if (!target) return;
    event.preventDefault();
    const top = event.shiftKey || digit === "0";
    return send(row, target, top ? target.firstElementChild : null);
  }
  const run = {
    KeyE: () => open(row),
    KeyM: () => menu(row),
    KeyT: () => send(row, list, list.firstElementChild, true),
    KeyB: () => send(row, list, null, true),
    KeyR: () => send(row, place("reject")),
    KeyX: () => pick(row),
  }[event.code];
  if (!run || event.shiftKey) return anywhere(event);
  event.preventDefault();
  run();
}

// Sorting the pool: the row goes, the focus stays at what comes next.
export function send(row, list, before = null, follow = false) {
  const group = picked().length ? picked() : [row];
  const near = rows(row.parentElement).filter((li) => !group.includes(li));
  const after = near.find((li) => row.compareDocumentPosition(li) & 4) ?? near.at(-1);
  into(group, list, () => {
    moveAll(group, list, before);
    stops();
    focusRow(follow || !after ? row : after);
  });
}

export function shift(row, step) {
  const list = row.parentElement;
  const beside = rows(list)[rows(list).indexOf(row) + step];
  if (beside) move(row, list, step < 0 ? beside : beside.nextElementSibling);
  else {
    // Other issues are no neighbours: between the last section and the pool they are skipped.
    const near = lists.filter((one) => one === list || one.closest(".sect") || one === place("pool"));
    const other = near[near.indexOf(list) + step];
    if (!other) return say(t("end"));
    move(row, other, step < 0 ? null : other.firstElementChild);
  }
  stops();
  row.scrollIntoView({ block: "nearest" });
  say(t("named", titleOf(row), where(row)));
}

function grab(row) {
  grabbed = { row, list: row.parentElement, next: row.nextElementSibling };
  row.classList.add("grab");
  say(t("taken", titleOf(row), where(row)));
}

function drop(back) {
  const { row, list, next: after } = grabbed;
  grabbed = null;
  if (back) move(row, list, after?.parentElement === list ? after : null);
  row.classList.remove("grab");
  stops();
  say(t(back ? "put_back" : "put_down", titleOf(row), where(row)));
}
form.addEventListener("focusout", () =>
  setTimeout(() => {
    if (grabbed && !grabbed.row.contains(document.activeElement)) drop(false);
  }),
);

function along(row, event) {
  const parts = $$(":scope > .grip, :scope > input, :scope > .t, .m a, .b button", row);
  const by = event.key === "ArrowRight" ? 1 : -1;
  parts[parts.indexOf(event.target) + by]?.focus();
}

function pick(row) {
  const box = $("input[name=pick]", row);
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  say(t(box.checked ? "picked" : "unpicked", picked().length));
}

export function menu(row, at = $(".t", row)) {
  const box = el("div", { className: "menu desk", role: "menu", ariaLabel: t("to") });
  const away = (event) => {
    if (!box.contains(event.target)) shut();
  };
  const shut = (back) => {
    box.remove();
    document.removeEventListener("pointerdown", away, true);
    if (back) at.focus();
  };
  for (const list of lists.filter((other) => other !== row.parentElement)) {
    const number = list.closest(".sect") ? sections().indexOf(list) + 1 : { pool: 0, reject: "R" }[list.dataset.place];
    const button = el("button", { type: "button", role: "menuitem" }, list.dataset.name);
    if (number !== undefined && !(number > 9)) button.append(el("kbd", { textContent: number }));
    button.onclick = () => {
      shut();
      send(row, list);
    };
    box.append(button);
  }
  box.addEventListener("keydown", (event) => {
    const buttons = $$("button", box);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const digit = buttons.find((button) => $("kbd", button)?.textContent === event.key.toUpperCase());
    if (step) buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
    else if (event.key === "Escape" || event.key === "Tab") shut(true);
    else if (digit) digit.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(box);
  const spot = at.getBoundingClientRect();
  const fit = (want, most) => `${Math.max(8, Math.min(want, most))}px`;
  box.style.left = fit(spot.left, innerWidth - box.offsetWidth - 8);
  box.style.top = fit(spot.bottom + 4, innerHeight - box.offsetHeight - 8);
  document.addEventListener("pointerdown", away, true);
  $("button", box).focus();
}

const singles = () => store.get(SINGLE) !== "off";
function showHelp(event) {
  event?.preventDefault();
  help.showModal();
}
$("#help-open").onclick = () => showHelp();
$("#single").checked = singles();
$("#single").onchange = (event) => store.set(SINGLE, event.target.checked ? "on" : "off");
