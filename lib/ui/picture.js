// Saves a chart as a picture: PNG for slides, SVG for print.

const FORMATS = ["png", "svg"];

function save(format, data, problem) {
  problem.textContent = "";
  return loadPlotly(data.plotly)
    .then((Plotly) =>
      Plotly.downloadImage(data.figure, {
        format,
        filename: data.filename,
        width: data.figure.layout.width,
        height: data.figure.layout.height,
        scale: format === "png" ? 2 : 1,
      }),
    )
    .catch(() => {
      problem.textContent = data.words.failed;
    });
}

export default function ({ data, parentElement }) {
  const problem = document.createElement("p");
  problem.setAttribute("role", "alert");
  const buttons = FORMATS.map((format) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "passerelle-picture";
    button.textContent = data.words[format];
    button.addEventListener("click", () => save(format, data, problem));
    return button;
  });
  // In a box of their own: the style sheet lies beside it in the same element, and must stay.
  const box = parentElement.querySelector(".passerelle-pictures") ?? document.createElement("div");
  box.className = "passerelle-pictures";
  box.replaceChildren(...buttons, problem);
  parentElement.append(box);
  return () => box.remove();
}
