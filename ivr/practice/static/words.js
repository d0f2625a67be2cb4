// What the page calls things, and the names of those whose telephones ring.

const STATUS = { completed: '已结束', busy: '占线', 'no-answer': '无人接听', failed: '接不通',
  canceled: '已取消' };

let people = {};

export function setPeople(known) { people = known; }

export function shortName(leg) {
  const name = people[leg.to];
  return name ? name.split(' · ').pop() : leg.who;
}

export function fullName(leg) { return people[leg.to] || leg.who; }

export function statusName(status) { return STATUS[status] || status; }

export function clockFace(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

// What goes on at the caller's telephone: a mood for the look of it, and words.
export function moodOf(call) {
  const [caller, ...others] = call.legs;
  const listening = caller.listening;
  if (isOver(caller)) return ['over', `已挂机，通话 ${clockFace(call.seconds)}`];
  if (!listening) {
    if (others.some((leg) => leg.listening?.kind === 'ringing')) return ['ringing', '正在转接，对方响铃中'];
    if (others.some((leg) => leg.status === 'in-progress')) return ['ringing', '对方已接起，请稍候'];
    if (caller.status === 'queued' || caller.status === 'ringing') return ['ringing', '响铃中'];
    return ['speaking', '请听，热线正在播报'];
  }
  switch (listening.kind) {
    case 'gather':
      if (listening.input.includes('speech')) return ['listening', '正在听您说，也可以按键'];
      return ['keys', listening.digits === '1' ? '请按键' : '请按键，按 # 结束'];
    case 'record': return ['recording', '留言中，按 # 结束'];
    case 'talking': return ['talking', '通话中'];
    case 'waiting': return ['ringing', '排队等候中'];
    case 'conference': return ['talking', '多方通话中'];
    default: return ['speaking', '请听'];
  }
}

export function otherMood(leg) {
  if (isOver(leg)) return ['over', statusName(leg.status)];
  const kind = leg.listening?.kind;
  if (kind === 'ringing') return ['ringing', leg.live ? '来电，请接听' : '响铃中'];
  if (kind === 'gather') return ['keys', '听到通报后请按 1 或 2'];
  if (kind === 'talking') return ['talking', '通话中'];
  if (leg.status === 'in-progress') return ['speaking', '已接起，正在听通报'];
  return ['waiting', '正在接通'];
}

export function isOver(leg) {
  return leg.status in STATUS;
}

export function el(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
