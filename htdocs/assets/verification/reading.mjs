/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Finds the QR code in a picture or in what a camera sees: by the browser's BarcodeDetector where it is, else by jsQR. */

const SIDE_MAX = 2000; /* pixels; larger pictures are slow, and have no finer code */
const SIDES = [1200, 800]; /* a reader fails on noise that a smaller picture does not have */
const SIDE_SMALL = 1500; /* of a page at 100 dpi, or of a code alone */

async function findDetector() {
  try {
    const formats = window.BarcodeDetector ? await window.BarcodeDetector.getSupportedFormats() : [];
    return formats.includes('qr_code') ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null;
  } catch (error) {
    return null;
  }
}

/* The sizes in which a picture is tried, one after the other. jsQR miscounts the modules of a turned code where they are
 * some three pixels wide, and counts them right where the picture is enlarged. */
export function scalesOf(width, height) {
  const side = Math.max(width, height);
  const smaller = SIDES.filter((one) => one < side).map((one) => one / side);

  return [Math.min(1, SIDE_MAX / side), ...(side <= SIDE_SMALL ? [2] : []), ...smaller];
}

function pixelsOf(source, width, height, scale) {
  const canvas = document.createElement('canvas');

  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = '#fff'; /* behind what is transparent */
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function readPixels({ data, width, height }, jsQR) {
  const found = jsQR(data, width, height, { inversionAttempts: 'dontInvert' });

  return found ? found.data : null;
}

async function detect(detector, source) {
  try {
    const found = detector ? await detector.detect(source) : [];
    return found.length ? found[0].rawValue : null;
  } catch (error) {
    return null;
  }
}

/* The text of the code in a picture file; null where none is found. */
export async function readPicture(file, jsQR) {
  const picture = await createImageBitmap(file);
  const { width, height } = picture;
  const scales = scalesOf(width, height);
  let text = await detect(await findDetector(), picture);

  for (let i = 0; text === null && i < scales.length; i += 1) text = readPixels(pixelsOf(picture, width, height, scales[i]), jsQR);
  picture.close();
  return text;
}

/* Shows the camera in video and looks for codes until it has read one, which it gives to onText, or until it is
 * stopped. */
export class Camera {
  constructor(video, jsQR, onText) {
    Object.assign(this, { video, jsQR, onText, stream: null, starts: 0 });
  }

  async start() {
    const wanted = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } };

    this.stop();
    const start = this.starts;
    const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    /* It may have been stopped while the browser asked for permission. */
    if (start !== this.starts) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    this.stream = stream;
    this.video.srcObject = stream;
    try {
      await this.video.play();
    } catch (error) {
      if (start !== this.starts) return;
      this.stop();
      throw error;
    }
    this.look(await findDetector(), stream);
  }

  stop() {
    this.starts += 1;
    if (this.stream) for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async look(detector, stream) {
    const { video } = this;
    const { videoWidth: width, videoHeight: height } = video;
    let text = null;

    if (width) text = detector ? await detect(detector, video) : readPixels(pixelsOf(video, width, height, Math.min(1, 1200 / Math.max(width, height))), this.jsQR);
    if (this.stream !== stream) return;
    if (text === null) {
      setTimeout(() => this.look(detector, stream), 100);
      return;
    }
    this.stop();
    this.onText(text);
  }
}
