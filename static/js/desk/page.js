// Short names for every script of the desk's own pages, and one voice for screen readers.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export function el(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
}

const voice = $("#say");
export function say(text) {
  voice.textContent = "";
  setTimeout(() => (voice.textContent = text), 60);
}

// The page brings its words in its own language.
const words = JSON.parse($("#words").textContent);
export const t = (key, ...values) => words[key].replace(/\{(\d)\}/g, (_all, n) => values[n]);

export const length = (text) => [...text.replace(/\s/g, "")].length;

// Storage may be closed or full: the page works without it, it only forgets.
function attempt(run) {
  try {
    return run();
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}
export const store = {
  get: (key) => attempt(() => JSON.parse(localStorage.getItem(key))),
  set: (key, value) => attempt(() => localStorage.setItem(key, JSON.stringify(value))),
  drop: (key) => attempt(() => localStorage.removeItem(key)),
};

// An input method sends its own keys: never take one for a command.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export const clock = (when = new Date()) => when.toTimeString().slice(0, 5);
