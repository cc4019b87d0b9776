// The search of the page: deployments without the words that are typed are hidden. Paper gets every deployment open.
(() => {
  const input = document.querySelector('#search');
  const count = document.querySelector('#count');
  const all = [...document.querySelectorAll('details.deployment')];
  const texts = all.map(each => each.textContent.toLowerCase());
  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    let shown = 0;
    all.forEach((each, index) => {
      each.hidden = !words.every(word => texts[index].includes(word));
      if (!each.hidden) shown++;
    });
    count.textContent = `${shown} of ${all.length} deployments`;
  };
  input.addEventListener('input', search);
  addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    } else if (event.key === 'Escape' && document.activeElement === input) {
      input.value = '';
      search();
    }
  });
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all.filter(each => !each.open);
    closed.forEach(each => (each.open = true));
  });
  addEventListener('afterprint', () => closed.forEach(each => (each.open = false)));
  search();
})();
