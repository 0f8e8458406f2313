// Signing out leaves nothing of this person's work in the browser.
document.getElementById("logout-form")?.addEventListener("submit", () => {
  document.documentElement.dataset.signingOut = "1"; // nothing is to be kept from now on
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("newsroom:")) localStorage.removeItem(key);
  }
});
