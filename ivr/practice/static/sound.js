// What is heard: the browser's own voice for prompts, and the tones of keys and ringing. Nothing is
// fetched. Understanding speech is the browser's too, and it may ask its maker to do that.

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const PAD = ['123', '456', '789', '*0#'];
const RINGING = 450; // GB/T 3380-1982: 450 Hz, one second on, four seconds off

let aloud = true;
let tones = null;
let ringing = null;

export function setAloud(on) {
  aloud = on;
  if (!on) { hush(); ring(false); }
}

export function speak(text, language, { whisper = false } = {}) {
  if (!aloud || !('speechSynthesis' in window)) return;
  const english = (language || '').startsWith('en');
  const words = new SpeechSynthesisUtterance(text);
  words.lang = english ? 'en-US' : 'zh-CN';
  words.rate = english ? 1 : 1.1;
  words.pitch = whisper ? 0.8 : 1;
  speechSynthesis.speak(words);
}

export function hush() {
  if ('speechSynthesis' in window) speechSynthesis.cancel();
}

function tone(frequencies, seconds, volume) {
  if (!aloud || !('AudioContext' in window)) return;
  tones = tones || new AudioContext();
  const ends = tones.currentTime + seconds;
  const gain = new GainNode(tones, { gain: volume });
  gain.gain.setTargetAtTime(0, ends - 0.02, 0.01);
  gain.connect(tones.destination);
  for (const frequency of frequencies) {
    const wave = new OscillatorNode(tones, { frequency });
    wave.connect(gain);
    wave.start();
    wave.stop(ends);
  }
}

export function press(key) {
  const row = PAD.findIndex((keys) => keys.includes(key));
  if (row >= 0) tone([ROWS[row], COLUMNS[PAD[row].indexOf(key)]], 0.12, 0.06);
}

export function ring(on) {
  if (on === Boolean(ringing)) return;
  if (!on) {
    clearInterval(ringing);
    ringing = null;
    return;
  }
  tone([RINGING], 1, 0.05);
  ringing = setInterval(() => tone([RINGING], 1, 0.05), 5000);
}

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
export const canListen = Boolean(Recognition);

// Calls `heard` with what was said (`settled` when it will change no more), then `ended`.
export function listen(language, heard, ended) {
  const ear = new Recognition();
  ear.lang = language;
  ear.interimResults = true;
  ear.onresult = ({ results }) => {
    const last = results[results.length - 1];
    heard(last[0].transcript, last.isFinal);
  };
  ear.onerror = ({ error }) => ended(error);
  ear.onend = () => ended(null);
  ear.start();
  return () => ear.abort();
}
