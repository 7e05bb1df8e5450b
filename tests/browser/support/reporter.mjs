// One line per check and one closing line; the details of a failure right below its name.

import { relative } from "node:path";

// A failed hook gives its tests a cause that is no error.
const cause = (error) => (error.cause instanceof Error ? error.cause : error);

function place(error) {
  const line = (cause(error).stack ?? "").split("\n").find((entry) => entry.includes("file://") && !entry.includes("node_modules"));
  return line ? relative(process.cwd(), line.replace(/^.*file:\/\//, "").replace(/\)$/, "")) : "";
}

export default async function* report(events) {
  const started = Date.now();
  const failed = [];
  let passed = 0;
  let lastReason = "";
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.details.type === "suite" || data.skip !== undefined) continue;
    const seconds = (data.details.duration_ms / 1000).toFixed(1);
    if (type === "test:pass") {
      passed += 1;
      yield `ok      ${data.name} (${seconds} s)\n`;
      continue;
    }
    failed.push(data.name);
    const { error } = data.details;
    const reason = `${cause(error).message}\n${place(error)}`;
    yield `FAILED  ${data.name} (${seconds} s)\n${indent(reason === lastReason ? "as above" : reason)}\n`;
    lastReason = reason;
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  if (failed.length > 0) yield `browser: ${failed.length} of ${failed.length + passed} checks failed in ${seconds} s\n`;
  else yield `browser: all ${passed} checks passed in ${seconds} s\n`;
}

function indent(text) {
  return text.replace(/^/gm, "        ");
}
