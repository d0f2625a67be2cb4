// The practice phone: one person is caller and liaison. Everything shown comes from the exchange.

import { ask, push, recordOf, Trouble } from './api.js';
import { Surroundings } from './around.js';
import { Others } from './others.js';
import * as sound from './sound.js';
import { Transcript } from './transcript.js';
import { clockFace, isOver, moodOf, setPeople } from './words.js';

const CALL_MS = 250;
const IDLE_MS = 2000;
const byId = (id) => document.getElementById(id);

let call = null; // as the exchange last told it
let sid = null;
let since = 0;
let typed = ''; // a number being dialled by hand
let language = 'zh-CN';
let sending = Promise.resolve();
let timer = null;
let readTextsAt = 0;
let troubleUntil = 0;
let begun = false;

const transcript = new Transcript(byId('transcript'));
const others = new Others({ list: byId('others'), template: byId('other-phone'),
  nobody: byId('nobody'), doing: (what) => act(what) });
const around = new Surroundings({ trying });

const calling = () => sid !== null && !(call && isOver(call.legs[0]));

async function trying(what) {
  try {
    const done = await what();
    trouble(null);
    return done;
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    trouble(error.message);
    return undefined;
  }
}

// Some words stay for a while, though everything else goes well.
function trouble(text, seconds = 0) {
  if (!text && Date.now() < troubleUntil) return;
  troubleUntil = Date.now() + seconds * 1000;
  byId('trouble').hidden = !text;
  if (text && byId('trouble').textContent !== text) byId('trouble').textContent = text;
}

// One thing after another, in the order of the keys; then look at once what came of it.
function act(what) {
  sending = sending.then(() => trying(what)).then(() => look());
  return sending;
}

// ---- the caller's buttons ----

function wanted() { return typed || byId('to').value; }

function showNumber() {
  byId('dialled').textContent = wanted();
  byId('dial-number').textContent = wanted();
}

function dial() {
  if (typed && ![...byId('to').options].some(({ value }) => value === typed)) {
    mood('over', '您拨的号码不是热线，请核对后再拨');
    typed = '';
    return;
  }
  sound.hush();
  transcript.clear();
  others.clear();
  byId('welcome').hidden = true;
  byId('caption').textContent = '';
  byId('keyed').textContent = '';
  act(async () => {
    since = 0;
    call = null;
    const placed = await push('api/calls', { from: byId('from').value, to: wanted() });
    sid = placed.id;
    typed = '';
    mood('ringing', '响铃中');
    byId('record').href = recordOf(sid);
    refresh();
    if (matchMedia('(pointer: fine)').matches) byId('say').focus();
  });
}

function key(pressed) {
  sound.press(pressed);
  const button = document.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
  button.classList.add('down');
  setTimeout(() => button.classList.remove('down'), 150);
  if (!calling()) {
    typed = (typed + pressed).slice(-14);
    showNumber();
    return;
  }
  sound.hush();
  byId('keyed').textContent = (byId('keyed').textContent + pressed).slice(-16);
  act(() => push(`api/calls/${sid}/press`, { keys: pressed }));
}

function say(text) {
  const words = text.normalize('NFKC').trim();
  if (!words || !calling()) return;
  if (/^[0-9*#]+$/.test(words)) {
    for (const each of words) key(each);
    return;
  }
  sound.hush();
  act(() => push(`api/calls/${sid}/say`, { text: text.trim() }));
}

byId('dial').addEventListener('click', dial);
byId('hang-up').addEventListener('click', () => {
  sound.hush();
  act(() => push(`api/calls/${sid}/hangup`));
});
for (const button of document.querySelectorAll('[data-key]')) {
  button.addEventListener('click', () => key(button.dataset.key));
}
// The keyboard is a keypad, in the empty line of speech too: hardly any sentence begins with a digit.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const speaking = event.target === byId('say') && event.target.value === '';
  if (!speaking && event.target.closest('input, select, [popover]')) return;
  if (/^[0-9*#]$/.test(event.key)) {
    event.preventDefault();
    key(event.key);
  }
  else if (event.key === 'Backspace' && !calling()) {
    typed = typed.slice(0, -1);
    showNumber();
  }
});
byId('speaking').addEventListener('submit', (event) => {
  event.preventDefault();
  say(byId('say').value);
  byId('say').value = '';
});
for (const button of document.querySelectorAll('.try')) {
  button.addEventListener('click', () => {
    if (calling()) say(button.textContent);
    else byId('say').value = button.textContent;
  });
}
byId('to').addEventListener('change', () => {
  typed = '';
  showNumber();
});
byId('from').addEventListener('change', () => trying(() => around.readTexts(byId('from').value)));

// ---- the microphone, where the browser understands speech ----

let stopListening = null;
byId('listen').hidden = !sound.canListen;
byId('listen').addEventListener('click', () => {
  if (stopListening) {
    stopListening();
    return;
  }
  sound.hush();
  byId('listen').setAttribute('aria-pressed', 'true');
  stopListening = sound.listen(language, (text, settled) => {
    byId('say').value = settled ? '' : text;
    if (settled) say(text);
  }, (error) => {
    stopListening = null;
    byId('listen').setAttribute('aria-pressed', 'false');
    if (error === 'not-allowed') trouble('浏览器没有得到使用话筒的许可，请改用打字。', 8);
    else if (error && error !== 'aborted') trouble('浏览器没有听清，请再说一遍，或者改用打字。', 8);
  });
});

// ---- what can be switched ----

function kept(box, name, use) {
  box.checked = localStorage.getItem(name) !== 'off';
  use(box.checked);
  box.addEventListener('change', () => {
    localStorage.setItem(name, box.checked ? 'on' : 'off');
    use(box.checked);
  });
}
kept(byId('aloud'), 'phone-aloud', sound.setAloud);
kept(byId('timings'), 'phone-timings', (on) => byId('transcript').classList.toggle('plain', !on));

// ---- what is going on ----

function mood(look, words) {
  byId('handset').dataset.mood = look;
  if (byId('mood').textContent !== words) byId('mood').textContent = words;
}

function refresh() {
  const on = calling();
  byId('dial').hidden = on;
  byId('hang-up').hidden = !on;
  for (const id of ['say', 'send', 'listen']) byId(id).disabled = !on;
  for (const id of ['from', 'to']) byId(id).disabled = on;
  byId('record').hidden = sid === null;
  if (!call) return;
  const [caller, ...rung] = call.legs;
  byId('timer').textContent = clockFace(call.seconds);
  byId('dialled').textContent = caller.to;
  mood(...moodOf(call));
  others.show(rung);
  sound.ring(on && byId('handset').dataset.mood === 'ringing');
  if (!on) showNumber();
}

function hear(items, aloud) {
  for (const item of items) {
    if (item.kind !== 'said') continue;
    const mine = item.leg_sid === sid;
    if (mine) {
      byId('caption').textContent = item.text;
      byId('keyed').textContent = '';
      language = (item.detail.language || '').startsWith('en') ? 'en-US' : 'zh-CN';
    } else {
      others.whisper(item.leg_sid, item.text);
    }
    if (aloud) sound.speak(item.text, item.detail.language, { whisper: !mine });
  }
}

function take(state, { aloud = true } = {}) {
  const found = state.calls.find(({ id }) => id === sid);
  if (!found) return;
  const items = state.items.filter((item) => item.call_sid === sid && item.number > since);
  call = found;
  refresh();
  transcript.add(items, call.legs);
  hear(items, aloud);
  if (items.length) since = items[items.length - 1].number;
}

async function look() {
  clearTimeout(timer);
  const watching = sid !== null && !(call && call.settled);
  await trying(async () => {
    if (!begun) await begin();
    if (watching) take(await ask(`api/state?since=${since}&call=${sid}`));
    if (Date.now() - readTextsAt > IDLE_MS - 100) {
      readTextsAt = Date.now();
      await around.readTexts(byId('from').value);
    }
  });
  clearTimeout(timer);
  timer = setTimeout(look, watching ? CALL_MS : IDLE_MS);
}

// A call that was under way before the page was opened again goes on.
async function resume() {
  const state = await ask('api/state?since=0');
  const open = state.calls.filter(({ settled, legs }) => !settled && legs[0].live).pop();
  if (!open) return;
  sid = open.id;
  byId('welcome').hidden = true;
  byId('record').href = recordOf(sid);
  take(state, { aloud: false });
}

async function begin() {
  setPeople(await around.begin());
  await around.recall();
  await resume();
  begun = true;
  refresh();
}

showNumber();
look();
