"""One module per page of the story; thin handlers over the rules, the store and the live rooms."""
