const pngPixels = 1_024;

export function downloadSvg(image: SVGSVGElement, fileName: string): void {
  save(new Blob([source(image)], { type: 'image/svg+xml' }), fileName);
}

/** Large enough for a poster. Drawn from a data: address, which the page's policy allows. */
export async function downloadPng(image: SVGSVGElement, fileName: string): Promise<void> {
  const picture = new Image(pngPixels, pngPixels);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source(image))}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = pngPixels;
  canvas.height = pngPixels;
  const context = canvas.getContext('2d')!;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, pngPixels, pngPixels);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob) save(blob, fileName);
}

function source(image: SVGSVGElement): string {
  const copy = image.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(pngPixels));
  copy.setAttribute('height', String(pngPixels));
  return new XMLSerializer().serializeToString(copy);
}

function save(blob: Blob, fileName: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = fileName;
  anchor.click();
  // After the browser has taken it up.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
