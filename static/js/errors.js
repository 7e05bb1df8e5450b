// Tells the program what goes wrong in this browser. It comes before the other scripts, so that it hears them fail.

const MOST_REPORTS = 5;
const LONGEST_TEXT = 500;
const reported = new Set();

const cut = (text) => String(text ?? "").slice(0, LONGEST_TEXT);

function report(message, source, line) {
  const error = { message: cut(message), source: cut(source), line: line > 0 ? Math.trunc(line) : 0, page: cut(location.pathname) };
  const body = JSON.stringify(error);
  if (reported.size >= MOST_REPORTS || reported.has(body)) return;
  reported.add(body);
  // who cannot reach the server has nobody to tell
  fetch("/client-errors", { method: "POST", headers: { "content-type": "application/json" }, body, keepalive: true }).catch(() => {});
}

window.addEventListener("error", (event) => report(event.message, event.filename, event.lineno));
window.addEventListener("unhandledrejection", (event) => report(event.reason?.message ?? event.reason, "", 0));
