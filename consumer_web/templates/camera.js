/* Lets the home page scan with the camera where the browser can read codes; else it changes nothing. */
(function () {
  'use strict';
  var words = document.currentScript.dataset;
  var form = document.querySelector('form');
  if (!form || !('BarcodeDetector' in window) || !navigator.mediaDevices) return;

  var button = document.createElement('button');
  var said = document.createElement('p');
  var video = null;
  button.type = 'button';
  button.className = 'btn';
  button.textContent = words.open;
  said.setAttribute('role', 'status');
  form.parentNode.insertBefore(button, form);
  form.parentNode.insertBefore(said, form);

  function close() {
    if (!video) return;
    video.srcObject.getTracks().forEach(function (track) { track.stop(); });
    video.remove();
    video = null;
    button.textContent = words.open;
  }

  /* Whatever host a code names, only this site is asked about it. */
  function go(text) {
    var path = text.match(/^https?:\/\/[^/?#]+(\/(?:01|t|trace|product)\/[^?#]+)/i);
    var lang = '&lang=' + words.lang;
    if (path) return location.assign(path[1] + '?' + lang.slice(1));
    var field = /^\d{8,14}$/.test(text) ? 'gtin' : 'code';
    return location.assign('/?' + field + '=' + encodeURIComponent(text.slice(0, 200)) + lang);
  }

  function look(detector) {
    if (!video) return;
    detector.detect(video).then(function (codes) {
      if (!video) return;
      if (codes.length) {
        close();
        go(codes[0].rawValue);
      } else {
        setTimeout(look, 200, detector);
      }
    }, function () { setTimeout(look, 200, detector); });
  }

  button.addEventListener('click', function () {
    if (video) return close();
    said.textContent = '';
    var wish = { video: { facingMode: 'environment' }, audio: false };
    return navigator.mediaDevices.getUserMedia(wish).then(function (stream) {
      video = document.createElement('video');
      video.className = 'r';
      video.muted = true;
      video.setAttribute('playsinline', '');
      video.srcObject = stream;
      form.parentNode.insertBefore(video, form);
      button.textContent = words.close;
      return video.play();
    }).then(function () {
      var kinds = ['qr_code', 'ean_13', 'ean_8', 'upc_a', 'data_matrix'];
      look(new BarcodeDetector({ formats: kinds }));
    }).catch(function () {
      close();
      said.textContent = words.failed;
    });
  });
})();
