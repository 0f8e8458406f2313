// In-place editing, under the row. Typing counts at once (and is kept in the browser); Esc takes
// it back.
import { $, $$, el, length, say, t } from "./page.js";
import { changed, edits, form, idOf, items, rowOf, rows, seen, titleOf, undone } from "./board.js";
import { complete } from "./complete.js";

const USUAL = [80, 250]; // characters of most summaries
const FIELDS = ["title", "summary", "url", "pub", "region", "topics"];
let at = null; // {row, before, panel}

export const valueOf = (id, field) => edits[id]?.[field] ?? items[id]?.[field] ?? "";
// What completion writes (深圳 — 广东 (440300)) is shown as a reader would see it.
const shortName = (region) => region.split(/ — | \(/)[0];

export function open(row, field) {
  if (at?.row === row) return commit();
  if (at) commit();
  const id = idOf(row);
  if (!items[id]) return say(t("fetching"));
  const panel = $("#edit").content.firstElementChild.cloneNode(true);
  at = { row, panel, before: { ...edits[id] } };
  for (const input of $$("[name^=f-]", panel)) {
    const name = input.name.slice(2);
    input.value = valueOf(id, name);
    input.oninput = () => {
      if (name === "title") input.value = input.value.replace(/\s*\n\s*/g, " ");
      set(id, name, input.value);
      counts(panel);
    };
  }
  for (const input of $$("[data-complete]", panel)) complete(input);
  $("[data-do=done]", panel).onclick = () => {
    commit();
    $(".t", row).focus();
  };
  $("[data-do=next]", panel).onclick = next;
  $("[data-do=back]", panel).onclick = () => {
    close();
    $(".t", row).focus();
  };
  $("[data-do=full]", panel).href = $(".t", row).href;
  row.append(panel);
  $(".t", row).setAttribute("aria-expanded", "true");
  counts(panel);
  const first = FIELDS.includes(field) ? field : FIELDS.slice(0, 5).find((name) => !valueOf(id, name).trim());
  ($(`[name=f-${first}]`, panel) ?? $("[name=f-summary]", panel)).focus({ preventScroll: true });
  row.scrollIntoView({ block: row.offsetHeight > innerHeight / 2 ? "start" : "nearest" });
}

export function commit() {
  if (!at) return;
  const { row, before } = at;
  const id = idOf(row);
  if (JSON.stringify(edits[id] ?? {}) !== JSON.stringify(before)) {
    const run = () => {
      edits[id] = before;
      show(row);
      return row;
    };
    undone.push({ text: t("edit_undone", titleOf(row)), run });
    say(t("noted", titleOf(row)));
    changed();
  }
  shut();
}

export function close() {
  if (!at) return;
  edits[idOf(at.row)] = at.before;
  show(at.row);
  shut();
  changed();
  say(t("restored"));
}

export function next() {
  const { row } = at;
  const visible = rows(row.parentElement);
  const follow = visible[visible.indexOf(row) + 1];
  commit();
  if (follow) return open(follow);
  $(".t", row).focus();
  say(t("last"));
}

function shut() {
  at.panel.remove();
  $(".t", at.row).removeAttribute("aria-expanded");
  at = null;
}

function set(id, field, value) {
  const mine = (edits[id] ??= {});
  if (!Object.keys(mine).length) {
    const { v, merge, ...was } = items[id];
    seen[id] = { v, was };
  }
  if (value === (items[id][field] ?? "")) delete mine[field];
  else mine[field] = value;
  show(rowOf(id));
  changed();
}

export function show(row) {
  const id = idOf(row);
  const title = valueOf(id, "title").trim();
  $(".t", row).textContent = title || t("untitled");
  const line = $(".m", row);
  $("b", line).textContent = shortName(valueOf(id, "region")) || "—";
  const publisher = valueOf(id, "pub");
  $("u", line).textContent = publisher && ` · ${publisher}`;
  $("i", line).textContent = valueOf(id, "topics");
  const text = title + valueOf(id, "summary");
  const unpaired = /[《》]/.test(text.replace(/《[^《》]*》/g, ""));
  mark(row, "no_title", !/[\p{L}\p{N}]/u.test(title));
  mark(row, "no_summary", !valueOf(id, "summary").trim());
  mark(row, "no_source", !valueOf(id, "url").trim());
  mark(row, "no_region", !valueOf(id, "region").trim());
  mark(row, "no_topic", !valueOf(id, "topics").trim());
  // What is stored has been looked at by the server, other brackets too.
  mark(row, "unpaired", unpaired && Object.keys(edits[id] ?? {}).length);
}

// The few that the page can know by itself; all others are the server's.
function mark(row, name, on) {
  const old = $$(".mark", row).find((node) => node.textContent === t(name));
  if (on && !old) {
    const className = name === "no_title" ? "mark err" : "mark";
    $(".m i", row).after(" ", el("span", { className, textContent: t(name) }));
  }
  if (!on) old?.remove();
}

function counts(panel) {
  const text = length($("[name=f-summary]", panel).value);
  const off = text < USUAL[0] || text > USUAL[1];
  const note = $(".n-summary", panel);
  $(".n-title", panel).textContent = t("characters", length($("[name=f-title]", panel).value));
  note.textContent = off ? t("usual_length", text, ...USUAL) : t("characters", text);
  note.classList.toggle("off", off);
}

form.addEventListener("click", (event) => {
  const link = event.target.closest(".t");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.closest("li"));
});
