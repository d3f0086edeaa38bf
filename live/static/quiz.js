/* Questions with choices: each choice is a button, with a letter, that shows what the folded answers say of it.

   In the text they are a list and, after it, a fold named "Answers" with as many items: so they read
   without this script, in JupyterLab and on paper. */
for (const fold of document.querySelectorAll("ul + details")) {
  const choices = [...fold.previousElementSibling.children];
  const answers = [...fold.querySelectorAll("ul > li")];
  const named = fold.querySelector(".sd-summary-text")?.textContent === "Answers";
  if (!named || choices.length !== answers.length) continue;
  fold.previousElementSibling.classList.add("quiz");
  choices.forEach((choice, index) => {
    const button = document.createElement("button");
    const said = document.createElement("div");
    button.type = "button";
    button.append(`${"ABCDEF"[index]}. `, ...choice.querySelector("p").childNodes);
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      choice.dataset.right = answers[index].textContent.trim().startsWith("Right");
      said.replaceChildren(...answers[index].cloneNode(true).childNodes);
    });
    choice.replaceChildren(button, said);
  });
  fold.remove();
}
