// Around the telephones: the hotline's hour, how people behave, text messages.

import { ask, push } from './api.js';
import { el } from './words.js';

const byId = (id) => document.getElementById(id);
const SITUATION_SECONDS = 20;
const DAY = { month: 'long', day: 'numeric' };
const HOUR = { hour: '2-digit', minute: '2-digit', hour12: false };
const ZONE = { timeZone: 'Asia/Shanghai' };

const write = (at, options) => new Intl.DateTimeFormat('zh-CN', { ...ZONE, ...options }).format(at);

export class Surroundings {
  constructor({ trying }) {
    this.trying = trying;
    this.numbers = [];
    this.texts = 0;
    setInterval(() => this.tick(), 1000);
    setInterval(() => this.trying(() => this.look()), SITUATION_SECONDS * 1000);
    byId('to').addEventListener('change', () => this.tick());
    byId('clock').addEventListener('submit', (event) => {
      event.preventDefault();
      this.set(byId('clock-at').value);
    });
    for (const key of document.querySelectorAll('[data-clock]')) {
      key.addEventListener('click', () => this.set(key.dataset.clock || null));
    }
    for (const choice of document.querySelectorAll('.segments input')) {
      choice.addEventListener('change', () => this.trying(() => this.behave(choice)));
    }
  }

  async begin() {
    const { people, operators } = await ask('people');
    this.operators = operators;
    await this.look();
    return people;
  }

  // ---- the hour ----

  async look() { this.take(await ask('hotline')); }

  async set(at) {
    await this.trying(async () => {
      this.take(await push('clock', { at }));
      byId('clock').hidePopover();
    });
  }

  take(situation) {
    this.ahead = Date.parse(situation.now) - Date.now();
    this.numbers = situation.numbers;
    for (const each of byId('clock').elements) each.disabled = !situation.can_set;
    if (!byId('clock').matches(':popover-open')) byId('clock-at').value = situation.now.slice(0, 16);
    this.tick();
  }

  tick() {
    if (this.ahead === undefined) return;
    const now = new Date(Date.now() + this.ahead);
    byId('now').textContent = write(now, { ...DAY, weekday: 'short', ...HOUR });
    byId('now').dateTime = now.toISOString();
    byId('hour').classList.toggle('moved', Math.abs(this.ahead) > 60_000);
    const line = this.numbers.find(({ number }) => number === byId('to').value);
    if (!line) return;
    const opens = line.opens_at && write(new Date(line.opens_at), { ...DAY, ...HOUR });
    byId('open').textContent = line.is_open ? '人工在岗' : `人工休息${opens ? `，${opens} 上班` : ''}`;
    byId('open').classList.toggle('good', line.is_open);
  }

  // ---- how people behave ----

  async behave(choice) {
    const chosen = { '*': choice.value };
    if (choice.name === 'operator') {
      await push('api/people', Object.fromEntries(this.operators.map((who) => [who, choice.value])));
    } else {
      const known = await ask('api/people');
      for (const who of [...Object.keys(known), ...this.operators]) chosen[who] = choice.value;
      await push('api/people', chosen);
      document.querySelector(`[name=operator][value="${choice.value}"]`).checked = true;
    }
    for (const { name, value } of document.querySelectorAll('.segments input:checked')) {
      sessionStorage.setItem(name, value);
    }
  }

  // What the exchange was told earlier shows again; it tells only how a call would go.
  async recall() {
    const known = await ask('api/people');
    const reactions = { everyone: known['*'], operator: known[this.operators[0]] || known['*'] };
    for (const [name, reaction] of Object.entries(reactions)) {
      const plain = reaction === 'answer' ? 'accept' : reaction;
      const kept = sessionStorage.getItem(name);
      const value = plain === 'accept' && kept === 'decline' ? kept : plain;
      const choice = document.querySelector(`[name=${name}][value="${value}"]`);
      if (choice) choice.checked = true;
    }
  }

  // ---- text messages ----

  async readTexts(number) {
    const all = await ask('api/messages');
    const mine = all.filter(({ to }) => to === number);
    if (mine.length === this.texts && number === this.number) return;
    Object.assign(this, { texts: mine.length, number });
    byId('no-texts').hidden = mine.length > 0;
    byId('texts').replaceChildren(...mine.map((text) => {
      const row = el('li');
      row.append(el('span', 'sender', text.from), el('p', '', text.body));
      return row;
    }));
    byId('texts').parentElement.scrollTop = byId('texts').scrollHeight;
  }
}
