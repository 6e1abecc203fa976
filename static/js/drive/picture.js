// A photo of a document, made small enough for a phone's line: what is written on it stays readable.

const LARGEST_BYTES = 1_500_000;
const LONGEST_PX = 2_200;
const QUALITY = 0.85;

// The same file where it is small, is no picture, or cannot be read here.
export async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size <= LARGEST_BYTES) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return made && made.size < file.size ? new File([made], "document.jpg", { type: "image/jpeg" }) : file;
}
