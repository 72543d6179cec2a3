// An address that names a folded entry of a list opens it.
export default function unfold(list) {
  const open = () => {
    const named = document.getElementById(location.hash.slice(1));
    if (!named?.matches("details") || !list.contains(named)) return;
    named.open = true;
    named.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
}
