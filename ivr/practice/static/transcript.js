// The transcript: who said what, which keys were pressed, and how long the hotline took.

import { el, shortName, statusName } from './words.js';

const NEAR_THE_END = 80;

export class Transcript {
  constructor(list) {
    this.list = list;
    this.clear();
  }

  clear() {
    this.list.replaceChildren();
    this.technical = null;
    this.legs = new Map();
  }

  add(items, legs) {
    for (const leg of legs) this.legs.set(leg.id, leg);
    const { list } = this;
    const follow = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
    for (const item of items) this.show(item);
    if (items.length && follow) list.scrollTop = list.scrollHeight;
  }

  show(item) {
    const caller = item.leg_sid === item.call_sid;
    const leg = this.legs.get(item.leg_sid) || { who: item.who, to: item.who };
    const name = caller ? '来电人' : shortName(leg);
    const seconds = item.took_ms === null ? '' : `${Math.round(item.took_ms)} ms`;
    switch (item.kind) {
      case 'said':
        if (item.who === '线路') return this.note('line', item.text);
        return caller ? this.bubble('hotline', '96128', item)
          : this.bubble('whisper', `96128 对${name}说`, item);
      case 'speech': return this.bubble(caller ? 'caller' : 'liaison', name, item);
      case 'keys': return this.keys(caller, name, item.text);
      case 'webhook':
      case 'callback': return this.detail(item, seconds);
      case 'fault': return this.note('fault', `故障：${item.text}`);
      case 'ring': return this.note('', caller ? item.text : `正在呼叫${name}`);
      case 'answer': return this.note('', `${name}已接听`);
      case 'bridge': return this.note('good', `接通：${this.named(item.text)}`);
      case 'hangup': return this.note('', `${name}${this.ended(item.text)}`);
      case 'silence': return this.note('', `${name}没有应答`);
      case 'played': return this.note('', `播放 ${item.text}`);
      case 'record': return this.note('', item.text);
      default: return this.note('', this.named(item.text));
    }
  }

  bubble(kind, who, item) {
    const row = el('div', `said ${kind}`);
    row.append(el('span', 'who', who));
    const words = el('p', 'words', item.text);
    if ((item.detail.language || '').startsWith('en')) words.lang = 'en';
    row.append(words);
    this.put(row);
  }

  keys(caller, who, text) {
    const row = el('div', `said pressed ${caller ? 'caller' : 'liaison'}`);
    row.append(el('span', 'who', `${who}按键`));
    const keys = el('p', 'words');
    for (const key of text) keys.append(el('kbd', '', key));
    row.append(keys);
    this.put(row);
  }

  note(kind, text) { this.put(el('p', `note ${kind}`, text)); }

  // Requests between the line and the hotline stand together in one small line.
  detail(item, took) {
    if (!this.technical) {
      const row = el('p', 'technical');
      row.setAttribute('aria-live', 'off');
      this.put(row);
      this.technical = row;
    }
    const [kind] = item.text.split(' ');
    const failed = /✗|\b5\d\d\b/.test(item.text);
    const chip = el('span', `${item.kind} ${failed ? 'failed' : ''}`, took ? `${kind} ${took}` : kind);
    chip.title = item.text;
    this.technical.append(chip);
  }

  put(row) {
    this.technical = null;
    this.list.append(row);
  }

  named(text) {
    let named = text;
    for (const leg of this.legs.values()) named = named.replaceAll(leg.who, shortName(leg));
    return named;
  }

  ended(text) {
    const [, status, seconds] = text.match(/：([a-z-]+)，(\d+) 秒/) || [];
    if (!status) return text;
    if (status === 'completed') return `的通话结束，${seconds} 秒`;
    return `：${statusName(status)}`;
  }
}
