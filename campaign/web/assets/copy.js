// Shows the buttons that copy. Without this script the words are selected and copied by hand.
"use strict";

async function copied(field) {
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
    const done = await copied(field);
    status.textContent = done ? "Copied." : "The words are selected: copy them from here.";
  });
}
