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
