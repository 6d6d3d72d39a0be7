/* Says so where the explorers' program did not start. Written so that a browser of any age understands it. */
window.addEventListener("load", function () {
  if (window.tuhStarted) return;
  var names = ["token", "vocabulary", "embedding", "layer", "pipeline", "way"];
  for (var i = 0; i < names.length; i++) {
    var found = document.getElementsByTagName(names[i] + "-explorer");
    for (var j = 0; j < found.length; j++) {
      var said = document.createElement("p");
      said.className = "tuh-still";
      said.appendChild(
        document.createTextNode(
          "The explorer did not start: this browser is too old for it, or a file of this site is missing. What stands here is how it starts."
        )
      );
      found[j].insertBefore(said, found[j].firstChild);
    }
  }
});
