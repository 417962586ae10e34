// Shows passkey buttons where the browser has passkeys, and says when one could not be read.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey-button]")) button.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const problem of document.querySelectorAll("[data-passkey-problem]")) problem.hidden = false;
});
