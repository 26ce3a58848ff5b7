"""The design system: frames, fields, buttons, cards and what moves in the browser without asking the server.

Plain elements and our own stylesheets (``assets/styles``); hard behaviour (tabs, combobox, menu, dialog) from Base UI
through small modules in ``assets/components``. Nothing here knows a feature or a state.
"""
