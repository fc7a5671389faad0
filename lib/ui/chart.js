// Draws a chart where it stands: another selection redraws its marks, and nothing is taken away and put back.
// A mark that is clicked is told together with the drawing it was clicked in: of another drawing it says nothing.

const charts = new WeakMap();

class Chart {
  constructor(parent) {
    this.plot = document.createElement("div");
    this.plot.className = "passerelle-plot";
    this.plot.setAttribute("role", "figure");
    this.problem = document.createElement("p");
    this.problem.setAttribute("role", "alert");
    parent.replaceChildren(this.plot, this.problem);
    this.resized = new ResizeObserver(() => this.fit());
  }

  update(data, tell) {
    this.tell = tell;
    this.plot.setAttribute("aria-label", data.alt);
    if (this.data?.drawing === data.drawing && this.data.listens === data.listens) return;
    this.data = data;
    const figure = JSON.parse(data.spec);
    this.plot.style.minHeight = `${figure.layout.height}px`;
    loadPlotly(data.plotly)
      .then((Plotly) => this.draw(Plotly, data, figure))
      .catch(() => {
        this.problem.textContent = data.words.failed;
      });
  }

  async draw(Plotly, data, figure) {
    if (this.data !== data) return; // overtaken by a newer one
    const first = !this.Plotly;
    this.Plotly = Plotly;
    this.chosen = undefined;
    this.problem.textContent = "";
    await Plotly.react(this.plot, figure.data, figure.layout, data.config);
    this.width = this.plot.clientWidth;
    this.plot.classList.toggle("passerelle-listens", data.listens);
    if (!first) return;
    this.plot.on("plotly_click", (event) => this.choose(event.points[0]));
    this.resized.observe(this.plot);
  }

  choose({ curveNumber, pointNumber, customdata }) {
    if (!this.data.listens || customdata === undefined) return;
    const again = this.chosen?.join() === `${curveNumber},${pointNumber}`;
    this.chosen = again ? undefined : [curveNumber, pointNumber];
    const points = this.plot.data.map((_, curve) => (again ? null : curve === curveNumber ? [pointNumber] : []));
    this.Plotly.restyle(this.plot, { selectedpoints: points });
    this.tell("mark", again ? null : { drawing: this.data.drawing, codes: customdata });
  }

  fit() {
    const width = this.plot.clientWidth;
    if (!width || width === this.width || window.matchMedia("print").matches) return;
    this.width = width;
    this.Plotly.Plots.resize(this.plot);
  }

  remove() {
    this.resized.disconnect();
    this.data = undefined;
    this.Plotly?.purge(this.plot);
    this.plot.remove();
    this.problem.remove();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = new Chart(parentElement);
    charts.set(parentElement, chart);
  }
  chart.update(data, setStateValue);
  return () => {
    charts.delete(parentElement);
    chart.remove();
  };
}
