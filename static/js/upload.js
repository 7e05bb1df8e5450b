// A file dropped on its field is chosen as if it had been picked; a form on its way says so and is not sent twice.

function acceptDrops(field) {
  const input = field.querySelector("input[type=file]");
  const leave = () => field.classList.remove("is-over");
  field.addEventListener("dragover", (event) => {
    event.preventDefault();
    field.classList.add("is-over");
  });
  field.addEventListener("dragleave", leave);
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    leave();
    const [file] = event.dataTransfer.files;
    if (!file) return;
    const chosen = new DataTransfer();
    chosen.items.add(file);
    input.files = chosen.files;
    input.focus();
  });
}

function sendOnce(form) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    const button = event.submitter;
    if (!button?.dataset.busy) return;
    button.setAttribute("aria-disabled", "true");
    button.lastChild.textContent = button.dataset.busy;
  });
  // a page that comes back from the history can be sent again
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

document.querySelectorAll("[data-drop]").forEach(acceptDrops);
document.querySelectorAll("[data-upload]").forEach(sendOnce);
