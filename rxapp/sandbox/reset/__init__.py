"""Starting over: what testers made goes, part by part, or everything goes and the demo is told anew."""
