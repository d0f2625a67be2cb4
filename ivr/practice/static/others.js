// The telephones of those who are rung: a card each, lit while it rings.

import { push } from './api.js';
import { el, fullName, isOver, otherMood } from './words.js';

export class Others {
  constructor({ list, template, nobody, doing }) {
    Object.assign(this, { list, template, nobody, doing });
    this.cards = new Map();
  }

  clear() {
    this.cards.clear();
    this.list.replaceChildren();
    this.nobody.hidden = false;
  }

  show(legs) {
    const shown = legs.filter((leg, place) => !isOver(leg) || place === legs.length - 1);
    for (const [sid, card] of this.cards) {
      if (!shown.some((leg) => leg.id === sid)) {
        card.remove();
        this.cards.delete(sid);
      }
    }
    for (const leg of shown) this.refresh(leg);
    this.nobody.hidden = shown.length > 0;
  }

  refresh(leg) {
    const card = this.cards.get(leg.id) || this.make(leg);
    const [mood, words] = otherMood(leg);
    if (card.dataset.mood === mood) return;
    card.dataset.mood = mood;
    card.querySelector('.other-mood').textContent = words;
    const mine = leg.live && !isOver(leg);
    const can = {
      answer: mine && mood === 'ringing',
      decline: mine && mood === 'ringing',
      hangup: mine && ['keys', 'speaking', 'talking'].includes(mood),
    };
    for (const key of card.querySelectorAll('[data-do]')) key.hidden = !can[key.dataset.do];
    for (const key of card.querySelectorAll('[data-press]')) key.hidden = !(mine && mood === 'keys');
    card.querySelector('form').hidden = !(mine && mood === 'talking');
    if (mood === 'ringing' && mine) card.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  make(leg) {
    const card = this.template.content.firstElementChild.cloneNode(true);
    const [unit, person] = fullName(leg).split(' · ');
    const who = card.querySelector('.other-who');
    who.textContent = person || unit;
    if (person) who.append(el('small', '', unit));
    card.setAttribute('aria-label', `${fullName(leg)} 的电话`);
    card.addEventListener('click', ({ target }) => {
      const key = target.closest('button');
      if (key?.dataset.do) this.doing(() => push(`api/legs/${leg.id}/${key.dataset.do}`));
      if (key?.dataset.press) this.doing(() => push(`api/legs/${leg.id}/press`, { keys: key.dataset.press }));
    });
    card.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      const line = card.querySelector('input');
      const text = line.value.trim();
      if (!text) return;
      line.value = '';
      this.doing(() => push(`api/legs/${leg.id}/say`, { text }));
    });
    this.cards.set(leg.id, card);
    this.list.prepend(card);
    return card;
  }

  whisper(sid, text) {
    this.cards.get(sid)?.querySelector('.whispers').append(el('li', '', text));
  }
}
