// Drag with mouse, pen or finger. A finger drags by the handle only, so the page still scrolls.
import { $, $$, el, say, t } from "./page.js";
import { form, moveAll, picked, place, rows, titleOf } from "./board.js";
import { into } from "./reject.js";

const EDGE = 60; // pixels from an edge where the page begins to scroll
const SLOP = 5; // pixels that a click may wander
const QUIET = "button, input, select, textarea, .edit, .mark";
let drag = null;

form.addEventListener("pointerdown", (event) => {
  const row = event.target.closest(".rows > li");
  if (!row || event.button || drag) return;
  const grip = event.target.closest(".grip");
  if (!grip && (event.pointerType !== "mouse" || event.target.closest(QUIET))) return;
  drag = { row, id: event.pointerId, x: event.clientX, y: event.clientY, on: false };
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  if (!drag.on) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLOP) return;
    begin();
  }
  event.preventDefault();
  Object.assign(drag, { x: event.clientX, y: event.clientY });
  aim();
});

document.addEventListener("pointerup", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  const { on, group, list, before, row } = drag;
  end();
  if (!on) return;
  swallowClick();
  if (list) into(group, list, () => moveAll(group, list, before));
  $(".t", row).focus({ preventScroll: true });
});
document.addEventListener("pointercancel", () => end());
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !drag?.on) return;
    event.preventDefault();
    swallowClick();
    end();
    say(t("cancelled"));
  },
  true,
);
form.addEventListener("dragstart", (event) => event.preventDefault());

function begin() {
  const chosen = picked();
  drag.on = true;
  drag.group = chosen.includes(drag.row) ? chosen : [drag.row];
  for (const row of drag.group) row.classList.add("dragging");
  const text = drag.group.length > 1 ? t("rows", drag.group.length) : titleOf(drag.row);
  drag.ghost = el("div", { className: "ghost", textContent: text });
  drag.line = el("div", { className: "here" });
  document.body.append(drag.ghost, drag.line);
  document.body.classList.add("nosel");
  getSelection()?.removeAllRanges();
  drag.timer = setInterval(scroll, 16);
}

function end() {
  if (drag?.on) {
    clearInterval(drag.timer);
    drag.ghost.remove();
    drag.line.remove();
    for (const row of drag.group) row.classList.remove("dragging");
    for (const chip of $$(".over")) chip.classList.remove("over");
    document.body.classList.remove("nosel");
  }
  drag = null;
}

function aim() {
  const { x, y, ghost, line } = drag;
  ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
  const under = document.elementFromPoint(x, y);
  const chip = under?.closest(".strip a");
  for (const other of $$(".over")) if (other !== chip) other.classList.remove("over");
  chip?.classList.add("over");
  const area = under?.closest(".sect, .fold, .pool");
  drag.list = chip ? place(chip.dataset.to) : area && $(".rows", area);
  drag.before = null;
  line.hidden = !drag.list || !!chip;
  if (line.hidden) return;
  const middle = (li) => {
    const box = li.getBoundingClientRect();
    return box.top + box.height / 2;
  };
  const next = rows(drag.list).find((li) => y < middle(li));
  drag.before = next ?? null;
  const box = drag.list.getBoundingClientRect();
  const last = rows(drag.list).at(-1);
  let top = box.top;
  if (next) top = next.getBoundingClientRect().top;
  else if (last) top = last.getBoundingClientRect().bottom;
  Object.assign(line.style, { left: `${box.left}px`, width: `${box.width}px`, top: `${top - 2}px` });
}

function scroll() {
  const pool = $(".pool");
  const box = pool.getBoundingClientRect();
  const within = drag.x > box.left && drag.x < box.right && pool.scrollHeight > pool.clientHeight + 1;
  const [what, top, bottom] = within
    ? [pool, box.top, box.bottom]
    : [document.scrollingElement, 40, innerHeight - 40];
  let by = 0;
  if (drag.y < top + EDGE) by = drag.y - top - EDGE;
  else if (drag.y > bottom - EDGE) by = drag.y - bottom + EDGE;
  if (!by) return;
  what.scrollTop += by / 4;
  aim();
}

// The click that follows letting go would open the row. A press after it is a new click's.
function swallowClick() {
  const over = new AbortController();
  const once = { capture: true, once: true, signal: over.signal };
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", stop, once);
  document.addEventListener("pointerdown", () => over.abort(), once);
  setTimeout(() => over.abort(), 50);
}
