// Leaving the single-page world by a real navigation: a new handshake, so that a new cookie is seen.
import { createElement as h, useEffect } from "react";

export function HardNavigate({ to }) {
  useEffect(() => {
    if (to) window.location.assign(to);
  }, [to]);
  return null;
}

export function SubmitWhen({ when, formId }) {
  useEffect(() => {
    if (when) document.getElementById(formId)?.submit();
  }, [when, formId]);
  return null;
}

// Sent by the browser itself: Reflex's own form always prevents that.
export function NativeForm({ action, id, className, hidden, children }) {
  // The fields' own checks and messages, not the browser's.
  return h("form", { method: "post", action, id, className, hidden, noValidate: true }, children);
}

// A link that posts, for what changes something. Opened in another tab, or before the page woke, it is its own address.
// While it rests it is a sign that says why.
export function PostLink({ href, fields, id, className, label, resting, children }) {
  const post = (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const form = element("form", { method: "post", action: href, hidden: true });
    for (const [name, value] of Object.entries(fields || {})) form.append(element("input", { type: "hidden", name, value }));
    document.body.append(form);
    form.submit();
  };
  if (resting) {
    const said = { role: "img", "aria-label": resting, title: resting };
    return h("span", { id, className, ...said, "data-resting": "yes" }, children);
  }
  return h("a", { href, id, className, "aria-label": label, title: label, onClick: post }, children);
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
