// A chart as PNG: its SVG file, drawn at twice its size on white.

/** The name under which the server gives the file, as a picture. */
async function pictureName(address) {
  const { headers } = await fetch(address);
  const name = headers.get("content-disposition")?.match(/filename="(.+)\.svg"/)?.[1];
  return `${name ?? "chart"}.png`;
}

async function download(link) {
  const image = new Image();
  image.src = link.href;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const file = document.createElement("a");
  file.href = URL.createObjectURL(blob);
  file.download = await pictureName(link.href);
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-png]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // what cannot be drawn is still there as SVG
  download(link).catch(() => window.location.assign(link.href));
});
