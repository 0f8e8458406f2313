// Rows as scripts need them: a handle, a button for "move to", and rows that come later.
import { $, el, t } from "./page.js";
import { base, changed, items, titleOf } from "./board.js";

export function dress(row) {
  const grip = el("button", { type: "button", className: "grip", title: t("drag") });
  grip.ariaLabel = t("drag_named", titleOf(row));
  row.prepend(grip);
  const more = el("button", { type: "button", textContent: "⋯", title: t("move_to") });
  more.ariaLabel = t("move_named", titleOf(row));
  more.dataset.more = "";
  $(".b", row).append(more);
}

// Rows of an answer ({rows: [markup], items}) that the page does not show yet, into a list.
export function addRows(answer, list, { first = false } = {}) {
  const made = [];
  for (const html of answer.rows) {
    // The server's own template, escaped there; a parsed document runs no scripts.
    const page = new DOMParser().parseFromString(html, "text/html");
    const row = document.importNode($("li", page.body), true);
    if (document.getElementById(row.id)) continue;
    dress(row);
    list.insertBefore(row, first ? list.firstElementChild : null);
    const id = row.id.slice(1);
    items[id] = answer.items[id];
    base.order[list.dataset.place].push(id);
    made.push(row);
  }
  changed();
  return made;
}
