// Shows the buttons that copy, and asks before each copy whether the page still holds: it may
// have been stopped, or posted by somebody else. Without this script a sentence says: reload.
"use strict";

const mark = document.body.dataset.mark;
const unknown = document.getElementById("unknown");
const reload = document.getElementById("reload");
if (reload) reload.hidden = true; // the page asks by itself

class Old extends Error {}

// Resolves when the page still says what is so; one that does not is read again.
async function asked() {
  let found;
  try {
    const answer = await fetch(`state${location.search}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    found = (await answer.text()).trim();
  } catch (error) {
    if (unknown) unknown.hidden = false;
    throw error;
  }
  if (unknown) unknown.hidden = true;
  if (found !== mark) {
    location.replace(location.pathname + location.search);
    throw new Old();
  }
}

// Begins at once, within the press: some browsers let no page copy later than that.
async function copied(field) {
  const holds = asked();
  try {
    const words = holds.then(() => new Blob([field.value], { type: "text/plain" }));
    words.catch(() => {});
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": words })]);
    return true;
  } catch {
    await holds;
  }
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const status = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      const done = await copied(field);
      status.textContent = done ? "Copied." : "The words are selected: copy them from here.";
    } catch {
      status.textContent = "Not copied. Reload this page before you post.";
    }
  });
}

for (const link of document.querySelectorAll("a[data-save]")) {
  let holds = false;
  link.addEventListener("click", async (event) => {
    if (holds) {
      holds = false;
      return;
    }
    event.preventDefault();
    try {
      await asked();
      holds = true;
      link.click();
    } catch {
      // The page is read again, or says that it could not ask.
    }
  });
}

if (mark) {
  const look = () => asked().catch(() => {});
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) look();
  });
}
