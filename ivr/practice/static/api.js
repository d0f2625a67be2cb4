// The ways out of this page: the exchange (through the hotline), and the hotline itself.

const home = document.body.dataset.home;
const token = document.querySelector('meta[name="csrf-token"]').content;

export class Trouble extends Error {}

async function request(path, options = {}) {
  let answer;
  try {
    answer = await fetch(`${home}/${path}`, { ...options, headers: {
      'Content-Type': 'application/json', 'X-CSRFToken': token, Accept: 'application/json' } });
  } catch {
    throw new Trouble('热线没有应答。请在终端里看 make run 是否还在运行。');
  }
  const body = (answer.headers.get('Content-Type') || '').includes('json') ? await answer.json() : null;
  if (answer.ok) return body;
  if (answer.status === 401 && !body) throw new Trouble('这个页面放得太久了，请刷新页面再试。');
  throw new Trouble((body && body.error) || `没有成功（${answer.status}）。`);
}

export const ask = (path) => request(path);
export const push = (path, body = {}) =>
  request(path, { method: 'POST', body: JSON.stringify(body) });
export const recordOf = (sid) => `${home}/calls/${sid}`;
