// One request with its answer, each step of the why beside the document's lines, and what can be done with it.

import { call } from "./api.js";
import { button, copy, element, pretty, telling } from "./dom.js";
import { address, curl, playwright, pytest } from "./snippets.js";

export function detail(entry, close) {
  const copying = (text, made) => {
    const control = button(text, () => copy(made(), control));
    return control;
  };
  return [
    element("h2", { tabindex: "-1" }, `${entry.method} ${address(entry)}`),
    element("div", { class: "bar" },
      copying("Copy as curl", () => curl(entry, location.origin)),
      copying("Copy as pytest", () => pytest(entry)),
      copying("Copy as Playwright", () => playwright(entry, location.origin)),
      button("Replay", telling(() => replay(entry))),
      button("Close", close)),
    element("dl", { class: "fields" },
      ...field("Answer", `${entry.status}, ${entry.ms.toFixed(1)} ms`),
      ...(entry.reason ? field("Reason", entry.reason) : []),
      ...field("Operation", entry.operationId ?? "none"),
      ...field("Time", new Date(entry.time).toLocaleString()),
      ...field("Sandbox", entry.sandbox)),
    element("h3", {}, "Why"),
    element("ol", { class: "why" }, entry.why.map((one) => step(one, entry.operationId))),
    ...message("Request", entry.request),
    ...message("Answer", entry.answer),
  ];
}

const field = (name, value) => [element("dt", {}, name), element("dd", {}, value)];

function step({ step: name, says, place }, operation) {
  const made = element("li", {}, element("span", { class: "step" }, name), says);
  if (place) {
    const lines = element("pre", { class: "lines", hidden: true });
    const control = button(place, telling(async () => {
      if (lines.hidden && !lines.childNodes.length) lines.append(...(await excerpt(place, operation)));
      lines.hidden = !lines.hidden;
      control.setAttribute("aria-expanded", String(!lines.hidden));
    }), { class: "place", "aria-expanded": "false" });
    made.append(control, lines);
  }
  return made;
}

async function excerpt(place, operation) {
  const { file, line, first, lines } = await call("GET", `lines?${new URLSearchParams({ place, ...(operation ? { operation } : {}) })}`);
  return [`${file}:${line}\n`, ...lines.map((text, index) => {
    const number = first + index;
    const shown = `${String(number).padStart(5)}  ${text}`;
    return number === line ? element("span", { class: "here" }, shown) : `${shown}\n`;
  })];
}

function message(title, { headers, body, bodySize, bodyCut }) {
  const type = headers.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "";
  return [
    element("h3", {}, title),
    element("details", {},
      element("summary", {}, `${headers.length} headers`),
      element("pre", { tabindex: "0" }, headers.map(({ name, value }) => `${name}: ${value}`).join("\n"))),
    body
      ? element("pre", { tabindex: "0" }, (type.includes("json") ? pretty(body) : body) + (bodyCut ? `\n… (${bodySize} octets in all)` : ""))
      : element("p", { class: "hint" }, bodySize ? `${bodySize} octets that are no text` : "no body"),
  ];
}

const replay = (entry) => call("POST", `requests/${entry.id}/replay`);
