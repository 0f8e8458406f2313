// The lists of the page and what has changed in them. The DOM is the order; `base` is what the
// server said last.
import { $, $$, el, say, t } from "./page.js";

export const form = $("#arrange");
export const lists = $$(".rows", form);
export const items = {}; // id -> {v, title, summary, url, pub, region, topics}
export const edits = {}; // id -> {field: new text}
export const seen = {}; // id -> {v, was}: what the row was when its editing began
export const refused = {}; // id -> the server's reason
export const aside = {}; // id -> {why, from}: what is rejected, and the list it was in
export const undone = []; // stack of {text, run}
export const base = { version: +form.dataset.version, order: {} };

export const idOf = (li) => li.id.slice(1);
export const rowOf = (id) => document.getElementById("i" + id);
export const titleOf = (li) => $(".t", li).textContent.trim() || t("untitled");
export const rows = (list) => [...list.children].filter((li) => !li.hidden);
// A row that somebody else has taken away stays in sight until the page is loaded again.
export const orderOf = (list) =>
  [...list.children].filter((li) => !li.classList.contains("gone")).map(idOf);
export const place = (name) => lists.find((list) => list.dataset.place === name);
const isLoose = (list) => ["pool", "reject"].includes(list.dataset.place);
export const picked = () =>
  $$(".rows input[name=pick]:checked", form).map((box) => box.closest("li"));
export function rebase() {
  for (const list of lists) base.order[list.dataset.place] = orderOf(list);
}

const watchers = [];
export const onchange = (run) => watchers.push(run);
export function changed() {
  showCounts();
  showDirty();
  for (const run of watchers) run();
}

export function where(li) {
  const list = li.parentElement;
  const at = [...list.children].indexOf(li) + 1;
  return t("where", list.dataset.name, at, list.children.length);
}

function put(row, list, before) {
  const focus = row.contains(document.activeElement) ? document.activeElement : null;
  list.insertBefore(row, before);
  row.classList.remove("moved");
  void row.offsetWidth; // the animation begins again
  row.classList.add("moved");
  focus?.focus({ preventScroll: true });
}

// Moves without telling; the step back, or null where nothing moved.
function step(row, list, before) {
  const from = { list: row.parentElement, next: row.nextElementSibling };
  if (before === row || (from.list === list && from.next === before)) return null;
  const fold = list.closest("details");
  if (fold) fold.open = true;
  put(row, list, before);
  return () => {
    put(row, from.list, from.next?.parentElement === from.list ? from.next : null);
    return row;
  };
}

export function move(row, list, before = null) {
  const run = step(row, list, before);
  if (!run) return false;
  undone.push({ text: t("undone", titleOf(row)), run });
  changed();
  return true;
}

export function moveAll(group, list, before = null) {
  while (before && group.includes(before)) before = before.nextElementSibling;
  const steps = group.map((row) => step(row, list, before)).filter(Boolean);
  if (steps.length) {
    const text =
      steps.length > 1 ? t("undone_many", t("rows", steps.length)) : t("undone", titleOf(group[0]));
    undone.push({ text, run: () => steps.reverse().map((run) => run())[0] });
  }
  for (const box of $$("input[name=pick]:checked", form)) box.checked = false;
  changed();
  if (!steps.length) return;
  if (group.length > 1) say(t("moved", t("rows", steps.length), list.dataset.name));
  else say(t("named", titleOf(group[0]), where(group[0])));
}

export function undo() {
  const last = undone.pop();
  if (!last) return say(t("nothing_to_undo"));
  const row = last.run();
  changed();
  $(".t", row).focus();
  say(last.text);
}

// What the server has to hear: lists whose order differs, rows whose fields differ. The pool
// and what is rejected have members and no order.
export function changes() {
  const order = {};
  const moved = new Set();
  for (const list of lists) {
    const name = list.dataset.place;
    const now = orderOf(list);
    const was = base.order[name];
    if (isLoose(list)) {
      const came = now.filter((id) => !was.includes(id));
      if (!came.length && now.length === was.length) continue;
      for (const id of came) moved.add(id);
    } else {
      if (now.join() === was.join()) continue;
      for (const id of displaced(was, now)) moved.add(id);
    }
    order[name] = now;
  }
  return { order, moved, edited: Object.keys(edits).filter((id) => Object.keys(edits[id]).length) };
}

// The fewest rows that explain the new order: all outside a longest rising run.
export function displaced(was, now) {
  const rank = new Map(was.map((id, n) => [id, n]));
  const kept = now.filter((id) => rank.has(id)).map((id) => rank.get(id));
  const best = kept.map(() => 1);
  const prev = kept.map(() => -1);
  let end = -1;
  kept.forEach((value, n) => {
    for (let m = 0; m < n; m++) {
      if (kept[m] < value && best[m] >= best[n]) [best[n], prev[n]] = [best[m] + 1, m];
    }
    if (end < 0 || best[n] > best[end]) end = n;
  });
  const still = new Set();
  for (let n = end; n >= 0; n = prev[n]) still.add(was[kept[n]]);
  return now.filter((id) => !still.has(id));
}

function showCounts() {
  for (const list of lists) {
    const { place: name, usual } = list.dataset;
    const count = list.children.length;
    for (const node of $$(`[data-count="${name}"]`)) {
      node.textContent = count;
      node.closest("a")?.classList.toggle("low", count < (usual || 0));
    }
    const note = $(`[data-usual="${name}"]:not(ol)`);
    if (note) {
      const short = usual - count;
      note.textContent = short > 0 ? t("fewer", short) : t("usually", usual);
      note.classList.toggle("low", short > 0);
    }
  }
  const pool = place("pool");
  const more = orderOf(pool).length - base.order.pool.length;
  for (const node of $$("[data-total]")) node.textContent = +node.dataset.total + more;
}

function showDirty() {
  const { moved, edited } = changes();
  for (const list of lists) {
    for (const li of list.children) {
      const id = idOf(li);
      const away = list === place("reject") && aside[id] ? t("because", aside[id].why) : t("is_moved");
      const text = [moved.has(id) && away, edited.includes(id) && t("is_edited")]
        .filter(Boolean)
        .join("·");
      li.classList.toggle("dirty", !!text);
      li.classList.toggle("refused", id in refused);
      let tag = $(".st", li);
      if (!tag && text) $(".m", li).append((tag = el("span", { className: "st" })));
      if (tag) tag.textContent = text;
    }
  }
}
