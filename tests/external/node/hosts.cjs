// Stands for an entry in the hosts file: every name leads to this machine.
require("dns").lookup = (host, options, callback = options) => {
  if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};
