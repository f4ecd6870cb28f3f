(() => {
  const set = (view) => {
    view.dataset.ready = "";
    const form = view.querySelector("form");
    const marks = [...view.querySelectorAll(".mark")];
    const sentences = [...view.querySelectorAll(".text-of > li")];
    const lanes = [...view.querySelectorAll(".lanes > li")];
    const filter = () => {
      const topic = form.elements.topic.value;
      const stances = [...form.querySelectorAll("[name=stance]:checked")].map((box) => box.value);
      const shows = (of, stance) => (!topic || of === topic) && stances.includes(stance);
      for (const mark of marks) mark.hidden = !shows(mark.dataset.topic, mark.dataset.stance);
      const matching = sentences.filter((s) => s.querySelector(".mark:not([hidden])"));
      const filtered = marks.some((mark) => mark.hidden) || form.elements.only.checked;
      for (const sentence of sentences) {
        const matches = matching.includes(sentence);
        sentence.classList.toggle("apart", filtered && !matches);
        sentence.hidden = form.elements.only.checked && !matches;
      }
      for (const lane of lanes) {
        lane.hidden = Boolean(topic) && lane.dataset.topic !== topic;
        for (const sign of lane.querySelectorAll("[data-stance]")) {
          sign.hidden = !stances.includes(sign.dataset.stance);
        }
      }
      const shown = marks.filter((mark) => !mark.hidden).length;
      form.querySelector("[role=status]").textContent =
        `Showing ${shown} of ${marks.length} marks, in ${matching.length} of ${sentences.length} sentences.`;
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    filter();
    view.addEventListener("click", (event) => {
      const sign = event.target.closest(".lane [data-sentence]");
      if (!sign) return;
      const sentence = sentences[Number(sign.dataset.sentence) - 1];
      sentence.hidden = false;
      sentence.scrollIntoView({ block: "center" });
      sentence.focus({ preventScroll: true });
    });
    for (const lane of view.querySelectorAll(".lane")) lane.classList.add("jumps");
    for (const mark of marks) {
      for (const leaving of ["mouseleave", "focusout"]) {
        mark.addEventListener(leaving, () => mark.classList.remove("closed"));
      }
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") for (const mark of marks) mark.classList.add("closed");
    });
  };
  for (const view of document.querySelectorAll(".stance-article:not([data-ready])")) set(view);
})();
