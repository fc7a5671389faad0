// The chart library, loaded once for all of our components; put before the script of each.

function loadPlotly(address) {
  window.passerellePlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.passerellePlotly = undefined;
      script.remove();
      reject(new Error(address));
    };
    document.head.append(script);
  });
  return window.passerellePlotly;
}
