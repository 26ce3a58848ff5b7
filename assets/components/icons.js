import { createElement as h } from "react";

const PATHS = {
  eye: ["M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12Z", "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z"],
  eyeOff: ["M4 4l16 16", "M9.9 5.3A9 9 0 0 1 12 5c6.4 0 10 7 10 7a18 18 0 0 1-3 3.9", "M6.3 7C3.6 8.9 2 12 2 12s3.6 7 10 7a9.8 9.8 0 0 0 4.5-1.1"],
  check: ["M4 12.5l5.5 5.5L20 6.5"],
  close: ["M5 5l14 14", "M19 5L5 19"],
  chevron: ["M6 9l6 6 6-6"],
};

export function Icon({ name, className }) {
  const lines = PATHS[name].map((d) => h("path", { key: d, d }));
  return h("svg", { viewBox: "0 0 24 24", "aria-hidden": true, className: className ? `ui-icon ${className}` : "ui-icon" }, lines);
}
