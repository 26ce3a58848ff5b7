"""The frame of every page of a signed-in subscriber: who it is, the way from page to page, the way out."""
