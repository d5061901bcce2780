/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Finds the QR code in a picture or in what a camera sees: by the browser's BarcodeDetector where it is, else by jsQR. */

const SIDE_MAX = 2000; /* pixels; larger pictures are slow, and have no finer code */
const SIDES = [SIDE_MAX, 1200, 800]; /* a reader fails on noise that a smaller picture does not have */

async function findDetector() {
  try {
    const formats = window.BarcodeDetector ? await window.BarcodeDetector.getSupportedFormats() : [];
    return formats.includes('qr_code') ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null;
  } catch (error) {
    return null;
  }
}

function pixelsOf(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
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
  let text = await detect(await findDetector(), picture);

  for (let i = 0; text === null && i < SIDES.length; i += 1) {
    text = readPixels(pixelsOf(picture, picture.width, picture.height, SIDES[i]), jsQR);
  }
  picture.close();
  return text;
}

/* Shows the camera in video and looks for codes until it has read one, which it gives to onText, or until it is
 * stopped. */
export class Camera {
  constructor(video, jsQR, onText) {
    Object.assign(this, { video, jsQR, onText, stream: null });
  }

  async start() {
    const wanted = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } };

    this.stop();
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look(await findDetector(), this.stream);
  }

  stop() {
    if (this.stream) for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async look(detector, stream) {
    const { video } = this;
    const { videoWidth: width, videoHeight: height } = video;
    let text = null;

    if (width) text = detector ? await detect(detector, video) : readPixels(pixelsOf(video, width, height, 1200), this.jsQR);
    if (this.stream !== stream) return;
    if (text === null) {
      setTimeout(() => this.look(detector, stream), 100);
      return;
    }
    this.stop();
    this.onText(text);
  }
}
