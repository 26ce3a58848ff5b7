// What may stand over any page. Both speak the person's language, unlike the ones Reflex brings.
import { createElement as h, useContext } from "react";
import { EventLoopContext } from "$/utils/context";
import { useT } from "../i18n.js";

// A single failed attempt heals by itself before anybody notices.
const FAILURES = 2;

export function ConnectionNote() {
  const t = useT();
  const [, failures] = useContext(EventLoopContext);
  // Always in the page: a screen reader announces what changes in a status, not a status that appears.
  const note = failures.length < FAILURES ? null : h("p", { className: "ui-banner", "data-state": "warn" }, t("ui.connection_lost"));
  return h("div", { className: "ui-connection", role: "status" }, note);
}

export function BrokenPage() {
  const t = useT();
  return h(
    "main",
    { className: "ui-main ui-main--narrow", role: "alert" },
    h("h1", null, t("error.unexpected")),
    // A whole navigation: the broken page's script is of no use any more.
    h("a", { className: "ui-link", href: "/" }, t("error.to_start")),
  );
}
