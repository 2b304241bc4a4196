// The admin API as functions; the token comes in the address's fragment, which no server sees.

const BASE = new URL(".", document.baseURI);
const KEPT = `token ${BASE.pathname}`;
const RETRY = 1000;

let token = sessionStorage.getItem(KEPT) ?? "";
let sandbox = "";

export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    setToken(given);
    history.replaceState(null, "", location.pathname);
  }
  return token !== "";
}

export function setToken(given) {
  token = given;
  sessionStorage.setItem(KEPT, given);
}

export const setSandbox = (name) => { sandbox = name; };
export const currentSandbox = () => sandbox;

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

function headers(more = {}) {
  return { ...more, authorization: `Bearer ${token}`, ...(sandbox ? { "x-mock-sandbox": sandbox } : {}) };
}

export async function call(method, path, body, type = "application/json") {
  const answer = await fetch(new URL(path, BASE), {
    method,
    headers: headers(body === undefined ? {} : { "content-type": type }),
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
  });
  const text = await answer.text();
  let value = null;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    value = text;
  }
  if (!answer.ok) throw new Refused(answer.status, value?.detail ?? value?.title ?? `The mock answered ${answer.status}`);
  return value;
}

// Server-sent events with the token in a header, which EventSource can't send (HTML Living Standard section 9.2).
export async function follow(path, signal, onEvent, onState) {
  let last = "";
  while (!signal.aborted) {
    try {
      const answer = await fetch(new URL(path, BASE), {
        headers: headers({ accept: "text/event-stream", ...(last ? { "last-event-id": last } : {}) }),
        cache: "no-store",
        signal,
      });
      if (!answer.ok) throw new Refused(answer.status, `The mock answered ${answer.status}`);
      onState(true);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const blocks = (rest + value).split(/\r?\n\r?\n/);
        rest = blocks.pop();
        for (const block of blocks) {
          const event = parsed(block);
          if (event.id !== undefined) last = event.id;
          if (event.data !== undefined) onEvent(event);
        }
      }
    } catch (error) {
      if (error.status === 401 || error.status === 403) {
        onState(false, error);
        return;
      }
    }
    if (signal.aborted) return;
    onState(false);
    await new Promise((again) => setTimeout(again, RETRY));
  }
}

function parsed(block) {
  const event = { type: "message" };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([a-z]+):? ?(.*)$/.exec(line) ?? [];
    if (field === "data") event.data = event.data === undefined ? value : `${event.data}\n${value}`;
    else if (field === "id") event.id = value;
    else if (field === "event") event.type = value;
  }
  return event;
}
