// Before the first paint: a person who chose another language must not see Russian flash by. Blocking, tiny.
(function () {
  var chosen = /(?:^|; )lang=(en|hi)/.exec(document.cookie);
  if (!chosen) return;
  var root = document.documentElement;
  root.lang = chosen[1];
  root.setAttribute("data-lang-pending", "");
  setTimeout(function () {
    root.removeAttribute("data-lang-pending");
  }, 3000);
})();
