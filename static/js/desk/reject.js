// Rejecting wants a reason: asked once for rows that go together, the last one proposed.
import { $, store, t } from "./page.js";
import { aside, idOf, place, titleOf } from "./board.js";

const REASON = "newsroom:reason";
const sheet = $("#reject");
const why = $("[name=why]", sheet);

// Runs `run` once it is known why, where the list is the one of what is rejected.
export function into(group, list, run) {
  const leaving = group.filter((row) => row.parentElement !== list);
  if (list !== place("reject") || !leaving.length) return run();
  $("b", sheet).textContent = leaving.length > 1 ? t("rows", leaving.length) : titleOf(leaving[0]);
  why.value = store.get(REASON) ?? $("option", sheet).value;
  sheet.returnValue = "";
  sheet.onclose = () => {
    if (!sheet.returnValue) return;
    const reason = why.value.trim();
    store.set(REASON, reason);
    for (const row of leaving) aside[idOf(row)] = { why: reason, from: row.parentElement.dataset.place };
    run();
  };
  sheet.showModal();
  why.select();
}
